export { createCustomers } from './customers.ts';
export type { Credit, CustomersService } from './customers.ts';
