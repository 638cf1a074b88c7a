import { Button, Modal } from '@mantine/core';
import { useWords } from '../../i18n/index.ts';

/** Asks back before something that others feel; Escape and the first button leave it as it is. */
export function AskDialog({
  title,
  sub,
  confirm,
  busy,
  onConfirm,
  onClose,
}: {
  readonly title: string;
  readonly sub: string;
  readonly confirm: string;
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <div className="card sync-dialog" data-testid="ask-dialog">
        <p>{sub}</p>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {text('app.close')}
          </Button>
          <Button color="red" loading={busy} onClick={onConfirm} data-testid="ask-confirm">
            {confirm}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
