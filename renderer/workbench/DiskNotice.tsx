import { useWords } from '../i18n/index.ts';
import { useStationState } from '../stores/index.ts';
import { bytesText } from '../ui/bytes.ts';
import { Shape } from '../ui/index.ts';

/**
 * No room on the disk: over the bench a screen that says so and what to do, elsewhere a strip (lists may still be
 * read). It leaves by itself.
 */
export function DiskNotice() {
  const { text } = useWords();
  const disk = useStationState((s) => s.upkeep?.disk);
  const folder = useStationState((s) => s.hello?.dataDir ?? '');
  const page = useStationState((s) => s.page);
  const linked = useStationState((s) => s.link === 'ready');
  if (disk?.level !== 'full' || !linked) return null;
  const free = disk.freeBytes === null ? '?' : bytesText(disk.freeBytes);
  return (
    <div className="disk-full" data-over={page === 'bench'} role="alert" data-testid="disk-full">
      <Shape name="storage_failed" size={page === 'bench' ? 120 : 36} />
      <div>
        <strong>{text('upkeep.full.title')}</strong>
        <p>{text('upkeep.full.free', { free })}</p>
        <p>{text('upkeep.full.todo')}</p>
        {page === 'bench' ? (
          <>
            <p className="mono">{text('upkeep.full.where', { folder })}</p>
            <p>{text('upkeep.full.after')}</p>
          </>
        ) : null}
      </div>
    </div>
  );
}
