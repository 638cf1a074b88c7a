import { describe, expect, it } from 'vitest';
import { createSerialScale, type SerialScaleOptions } from '../../../electron/station/devices/index.ts';
import type { SerialScaleProtocol } from '../../../shared/codec/index.ts';
import { createFakeDeviceClock } from '../../fakes/serial-line.ts';
import { createWiredScale } from '../../scale/wire.ts';

function setup(name: string, more: Partial<SerialScaleOptions> = {}) {
  const clock = createFakeDeviceClock();
  const wire = createWiredScale({ name, clock, baudRate: 9600, seven: false });
  const grams: (number | null)[] = [];
  const states: string[] = [];
  const latency: number[] = [];
  const start = () =>
    createSerialScale({
      protocol: name as SerialScaleProtocol,
      line: { path: '/dev/scale', baudRate: 9600 },
      unit: 'kg',
      clock,
      openPort: wire.openPort,
      onReadings: (readings) => grams.push(...readings.map((reading) => reading.grams)),
      onStatus: ({ state, code }) => states.push(code === undefined ? state : `${state} ${code}`),
      onLatency: (ms) => latency.push(ms),
      ...more,
    });
  return { clock, wire, grams, states, latency, start };
}

describe('a scale on a serial line', () => {
  it('reads what is sent, comes back after an unplug, and leaves no timer behind', async () => {
    const { clock, wire, grams, states, start } = setup('text');
    const scale = start();
    await clock.pass(1000);
    expect(grams.length).toBeGreaterThan(5);
    wire.unplug();
    await clock.pass(2000);
    const before = grams.length;
    wire.plugged = true;
    wire.grams = 777;
    await clock.pass(2000);
    expect(grams.length).toBeGreaterThan(before + 5);
    expect(new Set(grams.slice(before))).toEqual(new Set([777]));
    expect(states).toEqual([
      'opening',
      'open',
      ...states.slice(2, -1).map(() => 'waiting not_found'),
      'open',
    ]);
    await scale.close();
    await clock.pass(500);
    expect(clock.timers).toBe(0);
  });

  it.each(['mt_8217', 'mt_sics', 'and', 'cas'])('%s is asked again and again', async (name) => {
    const { clock, wire, grams, latency, start } = setup(name);
    const scale = start();
    await clock.pass(3000);
    expect(grams.length).toBeGreaterThan(8);
    expect(grams[0]).toBe(1234);
    expect(latency.length).toBeGreaterThan(8);
    expect(Math.max(...latency)).toBeLessThan(250);
    const asked = wire.asked.length;
    await scale.close();
    await clock.pass(1000);
    expect(wire.asked.length).toBe(asked);
  });

  it('says that an open line is silent, and when it speaks again', async () => {
    const { clock, states, start } = setup('text', { protocol: 'toledo' });
    const scale = start();
    await clock.pass(4000);
    expect(states).toEqual(['opening', 'open', 'open silent']);
    await scale.close();
  });

  it('sends the command for zero where there is one', async () => {
    const { clock, wire, start } = setup('mt_8217');
    const scale = start();
    await clock.pass(50);
    expect(scale.zero()).toBe(true);
    expect(wire.asked).toContain('Z');
    await scale.close();
    const other = setup('yaohua');
    const plain = other.start();
    expect(plain.zero()).toBe(false);
    await plain.close();
  });
});
