export { createPayments, type PaymentsService } from './payments.ts';
