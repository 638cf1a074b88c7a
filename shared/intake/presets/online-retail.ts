import type { Preset } from '../preset.ts';

/**
 * Online Retail data set (UCI Machine Learning Repository, D. Chen, CC BY 4.0): invoices of a UK gift wholesaler.
 * It holds only invoices, so every order counts as paid; there are no receivers.
 */
export const ONLINE_RETAIL: Preset = {
  id: 'online-retail',
  kind: 'orders',
  zh: 'Online Retail 样例',
  en: 'Online Retail sample',
  channel: 'online-retail',
  signature: ['InvoiceNo', 'StockCode', 'InvoiceDate', 'CustomerID'],
  fields: [
    { field: 'orderNo', aliases: ['InvoiceNo', 'Invoice'], required: true },
    { field: 'sku', aliases: ['StockCode'], required: true },
    { field: 'name', aliases: ['Description'] },
    { field: 'qty', aliases: ['Quantity'], required: true },
    { field: 'orderedAt', aliases: ['InvoiceDate'], required: true },
    { field: 'unitPrice', aliases: ['UnitPrice', 'Price'] },
    { field: 'customer', aliases: ['CustomerID', 'Customer ID'] },
    { field: 'country', aliases: ['Country'] },
  ],
  order: {
    dateOrder: 'mdy',
    currency: 'GBP',
    payment: 'PAID',
    // The data set holds equal lines in one invoice: they are separate lines of the invoice.
    duplicates: 'keep',
    consistent: ['customer', 'country'],
    cancellationPrefix: 'C',
    chargeSkus: ['POST', 'D', 'M', 'DOT', 'BANK CHARGES', 'S', 'AMAZONFEE', 'C2', 'CRUK', 'B'],
    statuses: {},
  },
};
