import { Button, Modal } from '@mantine/core';

/** A question before something is lost. Escape is the careful answer. */
export function ConfirmDialog({
  title,
  sub,
  yes,
  no,
  onYes,
  onNo,
}: {
  readonly title: string;
  readonly sub: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}) {
  return (
    <Modal opened onClose={onNo} title={title}>
      <div className="card" style={{ border: 0, padding: 0 }}>
        <p>{sub}</p>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button data-autofocus onClick={onNo}>
            {no}
          </Button>
          <Button variant="default" onClick={onYes} data-testid="confirm-yes">
            {yes}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
