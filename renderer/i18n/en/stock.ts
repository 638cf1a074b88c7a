import type { allocationRulesZh, promiseRulesZh, stockRulesZh, stockZh } from '../zh/stock.ts';

export const stockEn: typeof stockZh = {
  title: 'Stock',
  sub: 'On hand, reserved, free, by location; every move in and out is on record.',
  notTracked: 'This site keeps no stock: what is ordered counts as there. Turn on “Keep stock” in the rules.',
  search: 'SKU, name or location',
  tab: {
    levels: 'Levels',
    servable: 'Can go now',
    prepare: 'To prepare',
  },
  only: { all: 'All', short: 'Short', wrong: 'Below zero' },
  sku: 'Product',
  onHand: 'On hand',
  reserved: 'Reserved',
  free: 'Free',
  waiting: 'Waited for',
  locations: 'Locations',
  noLocation: 'No location',
  none: 'No stock on record',
  noneSub: 'Enter the first goods in, or import a file of them (SKU, quantity, location).',
  noMatch: 'No product matches.',
  receive: 'Goods in',
  receiveTitle: 'Goods in',
  receiveSub: 'Counts at once; backordered orders that can go now are listed under “Can go now”.',
  qty: 'Quantity',
  location: 'Location',
  reference: 'Delivery note',
  received: 'In: {{n}} of {{sku}}',
  import: 'Import goods in',
  importHint: 'CSV or XLSX with the columns SKU, quantity, location (and delivery note, if you like)',
  imported: '{{n}} rows booked, {{again}} were there already, {{refused}} not taken',
  importRefused: 'Row {{line}}: {{why}}',
  report: 'Difference',
  reportTitle: 'Report a stock difference',
  reportSub: 'Opens a case for the warehouse lead at once; the record does not change by itself.',
  found: 'Counted',
  note: 'What is wrong',
  reported: 'Difference reported: {{sku}}',
  history: 'Moves',
  historyOf: 'Moves of {{sku}}',
  historyNone: 'Nothing came or went.',
  when: 'When',
  what: 'What',
  who: 'By',
  order: 'Order',
  kind: {
    receipt: 'In',
    reserve: 'Reserved',
    release: 'Freed',
    pick: 'Picked',
    ship: 'Out',
    adjust: 'Adjusted',
    return: 'Returned',
  },
  servable: 'Goods are there for these backordered orders; they can go once the customer agrees.',
  servableNone: 'No backordered order can go now.',
  since: 'Waiting since',
  open: 'Open the order',
  prepare: 'What the parcels of the queue need, by location.',
  prepareNone: 'Nothing to prepare.',
  parcels: 'Parcels',
  allGroups: 'All',
  card: {
    title: 'Stock and allocation',
    stock: 'Stock',
    notTracked: 'not kept',
    reserved: 'reserved',
    free: 'there, not reserved',
    short: 'short',
    line: '{{sku}}: needs {{needed}}, free {{free}}',
    severalWarehouses: 'In several warehouses',
    splitThem: 'Next: split it by warehouse under “{{changes}}”.',
    mainWarehouse: 'other locations',
    promise: 'Ship by',
    promiseNone: 'nothing promised',
    promiseRule: 'by the rules',
    promiseChange: 'Change the deadline',
    promised: 'Deadline changed',
    overdue: 'overdue',
    release: 'Release',
    released: 'Released, ready to ship',
    expected: 'Expected on',
    allocation: 'Given to',
    nobody: 'Nobody in particular: any bench may take it',
    warehouse: 'Warehouse',
    group: 'Group of benches',
    person: 'Person',
    byRule: 'by rule: {{rule}}',
    allocate: 'Allocate',
    allocated: 'Allocated',
    tasks: 'Special handling',
    assign: 'Assign',
    assigned: 'Assigned; the department was told',
    department: 'Department',
    task: 'What is to be done',
    note: 'Note',
    due: 'Until',
    done: 'Done',
    doneAlready: 'done',
    cod: 'Collect {{amount}}',
    department_: {
      orders: 'Orders',
      warehouse: 'Warehouse',
      logistics: 'Logistics',
      finance: 'Finance',
      purchasing: 'Purchasing and repair',
      management: 'Management',
    },
    taskOf: {
      custom: 'Custom-made',
      urgent: 'Urgent',
      cod: 'Cash on delivery',
      fragile: 'Protect: fragile',
      cold_chain: 'Keep cold',
      other: 'Other',
    },
  },
};

export const stockRulesEn: typeof stockRulesZh = {
  tracked: {
    name: 'Keep stock',
    meaning:
      'On: stock is reserved before an order is released, and what is short becomes a backorder. Off: what is ordered counts as there.',
  },
  autoRelease: {
    name: 'Release by itself',
    meaning:
      'Approved orders that are paid (or cash on delivery), in stock and not on hold become ready to ship by themselves. Off: a reviewer or warehouse lead releases them.',
  },
  warehouses: {
    name: 'Warehouses and locations',
    meaning:
      'One warehouse a line, such as North=D*|E-01: locations that begin with D, and E-01, belong to North. What is not named is one warehouse. Where the goods of an order lie in several, a split is proposed.',
  },
};

export const promiseRulesEn: typeof promiseRulesZh = {
  hours: {
    name: 'Hours to ship',
    meaning:
      'Hours from the payment to the handover; orders the queue and says what is overdue. 0: no promise.',
  },
  cutOff: {
    name: 'Cut-off',
    meaning:
      'What is paid after this time of day counts from the next working day on, e.g. 16:00; empty: none.',
  },
  weekdaysOnly: {
    name: 'Weekends do not count',
    meaning: 'Saturdays and Sundays are left out of the time to ship.',
  },
  holidays: { name: 'Holidays', meaning: 'Days that do not count, one a line, e.g. 2026-10-01.' },
  workingDays: { name: 'Working weekend days', meaning: 'Weekend days on which work is done, one a line.' },
};

export const allocationRulesEn: typeof allocationRulesZh = {
  rules: {
    name: 'Allocation rules',
    meaning:
      'One a line, the first that fits counts, e.g. channel=taobao, province=Zhejiang > group=A; flag=cold_chain > warehouse=COLD, group=C; sku=FR* > group=A|B (whoever has least to do). Conditions: channel, sku, province, city, carrier, flag; * for all.',
  },
  benches: {
    name: 'Groups of benches',
    meaning:
      'One bench a line, e.g. B1=A|B: takes parcels of groups A and B, and those of no group. A bench that is not named takes all.',
  },
  nodes: {
    name: 'Time nodes of special orders',
    meaning:
      'One kind a line, e.g. custom > purchasing=24, warehouse=48@op:ST1-002: purchasing within 24 hours, that person of the warehouse within 48.',
  },
};
