import { FileButton, Button, Progress } from '@mantine/core';
import { useState } from 'react';
import type { DragEvent } from 'react';
import { useWords } from '../../i18n/index.ts';
import { Shape } from '../../ui/index.ts';

const ACCEPT = '.csv,.txt,.tsv,.xlsx,.json';

export function DropZone({
  percent,
  onFile,
}: {
  readonly percent: number | null;
  readonly onFile: (file: File) => void;
}) {
  const { text } = useWords();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && percent === null) onFile(file);
  };
  return (
    <div
      className="drop"
      data-over={over}
      data-testid="drop"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Shape name="put_back" size={64} />
      {percent === null ? (
        <>
          <strong>{text('import.drop')}</strong>
          <span className="muted">{text('import.dropSub')}</span>
          <FileButton
            accept={ACCEPT}
            onChange={(file) => file && onFile(file)}
            inputProps={{ 'data-testid': 'file' } as Record<string, string>}
          >
            {(props) => <Button {...props}>{text('import.choose')}</Button>}
          </FileButton>
        </>
      ) : (
        <>
          <strong>{percent < 100 ? text('import.uploading', { percent }) : text('import.checking')}</strong>
          <Progress w={360} value={percent} animated />
        </>
      )}
    </div>
  );
}
