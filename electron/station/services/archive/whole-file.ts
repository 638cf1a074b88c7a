import { hlcMs } from '../../../../shared/base/index.ts';
import type { MethodInput } from '../../../../shared/contract/index.ts';
import {
  compareEvents,
  foldOrder,
  hasRole,
  parcelTracks,
  type Actor,
} from '../../../../shared/domain/index.ts';
import { receiverOf } from '../../../../shared/intake/index.ts';
import type { CaseDoc, OrderDoc, PrintDoc, ShipmentDoc } from '../../../../shared/schema/index.ts';
import { storeZip } from '../../files/zip.ts';
import type { AuditService } from '../audit.ts';
import type { CasesService } from '../cases/index.ts';
import { accepted, refused, type Context, type Outcome } from '../context.ts';
import type { Drawing } from '../drawing.ts';
import type { ExchangeService } from '../exchange.ts';
import { maskedPerson } from '../papers.ts';
import { addressOf, type ParcelsService } from '../parcels.ts';
import type { PrintsService } from '../prints.ts';
import { shownText } from '../after/words.ts';
import { orderPage, type Section } from './page.ts';

type Given = Omit<MethodInput<'archive.export'>, 'operator'>;

/** CMP-04: everything of an order in one ZIP: record, payments, logistics, papers, talks, cases, steps. */
export interface WholeFile {
  export(input: Given, actor: Actor): Promise<Outcome<{ token: string; fileName: string; left: string[] }>>;
}

/** Whoever may see receivers in clear (`orders.reveal`). */
const REVEALS = ['CLK', 'REV', 'CS', 'WHL', 'SHP', 'LOG', 'MGR'] as const;

export function createWholeFile(deps: {
  readonly ctx: Context;
  readonly cases: Pick<CasesService, 'ofOrder'>;
  readonly parcels: Pick<ParcelsService, 'load'>;
  readonly prints: Pick<PrintsService, 'preview'>;
  readonly drawing: Pick<Drawing, 'voucherJob' | 'manifestJob' | 'pdf'>;
  readonly exchange: Pick<ExchangeService, 'offer'>;
  readonly audit: AuditService;
}): WholeFile {
  const { ctx, audit } = deps;
  const { db } = ctx;

  return {
    async export({ order, clear = false, reason = '' }, actor) {
      const doc = await db.orders.get(order);
      if (!doc) return refused('not_here', { order });
      if (clear && !hasRole(actor, REVEALS)) return refused('role_not_allowed');
      if (clear && reason.trim() === '') return refused('reason_required');
      // Who took it is on disk before anything leaves.
      await audit.record({
        what: 'order_file_export',
        by: actor.id,
        order,
        on: order,
        new: clear ? 'clear' : 'masked',
        ...(clear ? { reason } : {}),
      });
      await ctx.db.barrier();
      const state = foldOrder(doc);
      const shipments = [
        ...(await db.shipments.getMany(state.parcels.map((each) => each.shipment))).values(),
      ];
      const cases = await deps.cases.ofOrder(order);
      const prints = (
        await Promise.all(
          shipments.map((shipment) => db.prints.find({ selector: { shipment: shipment.id } })),
        )
      ).flat();
      const papers = await papersOf(shipments);
      const facts = { doc, shipments, cases, prints, clear };
      const files = [
        { name: 'order.html', data: Buffer.from(orderPage(doc.channelOrderNo, sectionsOf(facts)), 'utf8') },
        { name: 'order.json', data: Buffer.from(jsonOf(facts), 'utf8') },
        ...papers.files,
      ];
      const fileName = `order-${doc.channelOrderNo.replaceAll(/[^\w.-]+/g, '_').slice(0, 60)}.zip`;
      const token = deps.exchange.offer(fileName, 'application/zip', storeZip(files));
      return accepted({ token, fileName, left: papers.left });
    },
  };

  /** Labels as pictures (masked, as they were stuck), vouchers and handover lists as PDF. What cannot be drawn is named. */
  async function papersOf(
    shipments: readonly ShipmentDoc[],
  ): Promise<{ files: { name: string; data: Buffer }[]; left: string[] }> {
    const files: { name: string; data: Buffer }[] = [];
    const left: string[] = [];
    const manifests = new Set<string>();
    const pdf = async (name: string, job: Awaited<ReturnType<Drawing['voucherJob']>>): Promise<void> => {
      const drawn = job.ok ? await deps.drawing.pdf(job.value, name) : job;
      if (drawn.ok) files.push({ name, data: Buffer.from(drawn.value) });
      else left.push(name);
    };
    for (const [at, shipment] of shipments.entries()) {
      const n = String(at + 1);
      const parcel = await deps.parcels.load(shipment.id);
      if (!parcel) continue;
      await pdf(`voucher-${n}.pdf`, await deps.drawing.voucherJob(parcel, undefined, 1));
      const label = await deps.prints.preview(parcel, 'label');
      const [page] = label.ok ? label.value.pages : [];
      if (page === undefined) left.push(`label-${n}.png`);
      else files.push({ name: `label-${n}.png`, data: Buffer.from(page, 'base64') });
      for (const event of shipment.events)
        if (event.type === 'handed_over') manifests.add(event.data.manifest);
    }
    for (const id of manifests) await pdf(`${id}.pdf`, await deps.drawing.manifestJob(id, 1, undefined, 1));
    return { files, left };
  }
}

interface Facts {
  readonly doc: OrderDoc;
  readonly shipments: readonly ShipmentDoc[];
  readonly cases: readonly CaseDoc[];
  readonly prints: readonly PrintDoc[];
  readonly clear: boolean;
}

const time = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString());
const money = (value: { readonly minor: number; readonly currency: string } | undefined): string =>
  value === undefined ? '' : `${(value.minor / 100).toFixed(2)} ${value.currency}`;

function sectionsOf({ doc, shipments, cases, prints, clear }: Facts): Section[] {
  const { base } = doc;
  const state = foldOrder(doc);
  const receiver = receiverOf(doc);
  const shown = receiver
    ? clear
      ? { name: receiver.name, phone: receiver.phone, address: addressOf(receiver) }
      : maskedPerson(receiver)
    : undefined;
  const words = (text: string | undefined): string => (clear ? (text ?? '') : (shownText(text) ?? ''));
  const said = (id: string): string => {
    const hidden = doc.private.events[id];
    return [words(hidden?.place), words(hidden?.note)].filter((text) => text !== '').join(' ');
  };
  const numbered = new Map(shipments.map((shipment) => [shipment.id, shipment.waybill]));
  const steps = [
    ...doc.events.map((event) => ({ event, on: doc.channelOrderNo, words: said(event.id) })),
    ...shipments.flatMap((shipment) =>
      shipment.events.map((event) => ({ event, on: numbered.get(shipment.id) ?? shipment.id, words: '' })),
    ),
  ].sort((a, b) => compareEvents(a.event, b.event));
  return [
    {
      title: '订单 Order',
      rows: [
        ['订单号 Number', doc.channelOrderNo],
        ['渠道 Channel', doc.channel],
        ['下单 Ordered', time(base.orderedAt)],
        ['接收 Received', time(base.receivedAt)],
        ['状态 Status', `${state.status} / ${state.payment} / ${state.logistics}`],
        ['收件人 Receiver', shown ? [shown.name, shown.phone, shown.address].join('  ') : ''],
        ['买家留言 Remark', words(doc.private.base?.remark)],
      ],
    },
    {
      title: '商品 Lines',
      head: ['#', 'SKU', '名称 Name', '数量 Qty', '单价 Price'],
      rows: base.lines.map((line) => [
        String(line.no),
        line.sku,
        [line.name, line.variant ?? ''].join(' ').trim(),
        String(line.qty),
        money(line.unitPrice),
      ]),
    },
    {
      title: '付款 Payment',
      rows: [
        ['合计 Total', money(base.total)],
        ['方式 Method', base.paymentMethod ?? ''],
        ...doc.events
          .filter((event) =>
            ['paid', 'settled', 'partly_refunded', 'refunded', 'payment_recorded'].includes(event.type),
          )
          .map((event) => [event.type, `${time(hlcMs(event.at))} ${event.by} ${JSON.stringify(event.data)}`]),
      ],
    },
    {
      title: '物流 Logistics',
      head: ['运单号 Waybill', '快递公司 Carrier', '发货 Shipped', '签收 Received', '状态 Status'],
      rows: parcelTracks(state, doc.events).map((track) => [
        track.number,
        track.carrier,
        time(track.shippedAt),
        time(track.receivedAt),
        track.status,
      ]),
    },
    {
      title: '打印 Prints',
      head: ['单据 Paper', '份 Copy', '时间 Time', '结果 State', '由 By'],
      rows: prints.map(({ job, at, state: outcome }) => [
        String(job['kind']),
        String(job['copy']),
        time(at),
        outcome,
        String(job['requestedBy']),
      ]),
    },
    {
      title: '工单 Cases',
      head: ['种类 Kind', '开始 Opened', '部门 Department', '状态 Status', '经过 What was done'],
      rows: cases.map((one) => [
        `${one.kind} ${one.base.code}`,
        time(one.base.createdAt),
        one.department,
        one.status,
        one.events
          .map((event) => `${event.type} ${event.by} ${words(one.private.events[event.id]?.note)}`.trim())
          .join('; '),
      ]),
    },
    {
      title: '经过 What happened',
      head: ['时间 Time', '对象 On', '步骤 Step', '由 By', '工作站 Station', '内容 Data', '文字 Words'],
      rows: steps.map(({ event, on, words: text }) => [
        time(hlcMs(event.at)),
        on,
        event.type,
        event.by,
        event.station,
        JSON.stringify(event.data),
        text,
      ]),
    },
  ];
}

/** Everything as data. Without the right to clear text, nothing that lies encrypted leaves. */
function jsonOf({ doc, shipments, cases, prints, clear }: Facts): string {
  const { private: hidden, ...order } = doc;
  const plain = (one: CaseDoc): object => {
    const { private: words, ...rest } = one;
    return clear ? { ...rest, private: words } : rest;
  };
  return `${JSON.stringify(
    {
      format: 'packline-order-file/1',
      order: clear ? { ...order, private: hidden } : order,
      shipments,
      cases: cases.map(plain),
      prints: prints.map((print) => print.job),
    },
    null,
    2,
  )}\n`;
}
