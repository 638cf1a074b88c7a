/** How a customer agreed, as the dialogs of an order ask for it. */
export const CONSENTS = ['phone', 'chat', 'sms', 'mail', 'platform', 'rule'] as const;
export type Consent = (typeof CONSENTS)[number];
