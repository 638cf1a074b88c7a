export const CREDIT_TONE = { good: 'good', prepay: 'warn', blocked: 'bad' } as const;
