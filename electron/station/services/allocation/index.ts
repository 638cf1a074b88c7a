export { createAllocation, type AllocationService } from './allocation.ts';
