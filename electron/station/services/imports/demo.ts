import { demoSite } from '../../../../shared/demo/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { NewWaybill } from '../waybills.ts';
import type { ImportDeps } from './index.ts';
import type { Job } from './jobs.ts';

const SEED = 1;
const BATCH = 200;

/** Invented; only where no sender was set. */
const DEMO_SENDER = {
  name: '演示商家',
  phone: '0571-80000000',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  detail: '示例路1号1幢101室',
};

export async function importDemo(deps: ImportDeps, job: Job, actor: Actor): Promise<void> {
  const { report } = job;
  const site = demoSite(SEED, deps.ctx.clock.now());
  report.rowsRead = site.orders.length;
  for (const carrier of site.carriers) await deps.settings.saveCarrier(carrier);
  if (!deps.settings.get().sender) await deps.settings.save({ sender: DEMO_SENDER, siteName: '演示仓' });
  await deps.pictures.save(site.pictures);
  await deps.catalogue.save(site.products);
  for (let at = 0; at < site.orders.length && !job.cancelled(); at += BATCH) {
    const received = await deps.orders.receive(site.orders.slice(at, at + BATCH), actor);
    for (const each of received) {
      if (each.outcome === 'accepted') report.accepted += 1;
      else report.already += 1;
      if (each.packable) report.packable += 1;
    }
    job.progress();
  }
  const byNumber = new Map(site.orders.map((order) => [order.base.channelOrderNo, order.id]));
  // A carrier that gives no file has its labels printed elsewhere.
  const elsewhere = new Set(
    site.carriers.filter(({ sources }) => !sources.includes('file')).map(({ code }) => code),
  );
  const issued = site.waybills.map(({ carrier, number, order, routing }): NewWaybill => {
    const id = byNumber.get(order ?? '');
    return {
      carrier,
      number,
      source: elsewhere.has(carrier) ? 'external' : 'file',
      ...(id === undefined ? {} : { order: id }),
      ...(routing ? { routing } : {}),
    };
  });
  const pool = site.pool.map(({ carrier, number }): NewWaybill => ({ carrier, number, source: 'pool' }));
  await deps.waybills.add([...issued, ...pool]);
  await deps.readiness.ofOrders(site.orders.map((order) => order.id));
}
