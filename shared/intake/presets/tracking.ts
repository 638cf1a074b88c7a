import type { Preset } from '../preset.ts';

/** What carriers say of parcels, a row each: exports of carriers' customer portals and of tracking services. */
export const CARRIER_TRACKING: Preset = {
  id: 'carrier-tracking',
  kind: 'tracking',
  zh: '物流轨迹文件（单号、状态、时间）',
  en: 'Tracking of parcels (number, status, time)',
  channel: 'csv',
  signature: ['物流状态', '轨迹时间', '轨迹描述'],
  fields: [
    {
      field: 'number',
      aliases: ['number', '运单号', '运单编号', '快递单号', '物流单号', '单号', 'Tracking Number', 'waybill'],
      required: true,
    },
    {
      field: 'carrier',
      aliases: ['carrier', '快递公司', '物流公司', '承运商', '快递', 'Tracking Company', 'courier'],
    },
    {
      field: 'trackStatus',
      aliases: [
        'status',
        '物流状态',
        '轨迹状态',
        '快递状态',
        '状态',
        '签收状态',
        '操作类型',
        '扫描类型',
        'state',
        'event',
      ],
    },
    {
      field: 'trackTime',
      aliases: [
        'time',
        '轨迹时间',
        '物流时间',
        '扫描时间',
        '操作时间',
        '更新时间',
        '时间',
        'event_time',
        'date',
      ],
      required: true,
    },
    {
      field: 'trackPlace',
      aliases: ['place', '地点', '网点', '扫描网点', '操作网点', '所在地', '城市', 'location'],
    },
    {
      field: 'trackText',
      aliases: [
        'text',
        '轨迹描述',
        '物流描述',
        '描述',
        '轨迹',
        '物流信息',
        '内容',
        '备注',
        'description',
        'details',
      ],
    },
  ],
};
