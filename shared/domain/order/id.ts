/** Document id of an order: the same for every import of the same channel order, so that two imports merge. */
export const orderId = (channel: string, channelOrderNo: string): string => `${channel}:${channelOrderNo}`;
