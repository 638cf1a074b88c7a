/** Why a file cannot be read. The renderer translates codes; `data` fills the sentence. */
export interface FileError {
  readonly code:
    | 'not_found'
    | 'no_access'
    | 'not_a_file'
    | 'read_failed'
    | 'empty_file'
    | 'too_large' // data.limitMb
    | 'old_xls' // .xls or password-protected .xlsx
    | 'pdf'
    | 'program'
    | 'html' // a web page saved as .xls
    | 'binary'
    | 'wrong_encoding' // data.line, data.encoding
    | 'no_header'
    | 'line_too_long' // data.line, data.limitKb
    | 'unclosed_quote' // data.line: a quote that is never closed swallows the rest of the file
    | 'bad_csv' // data.line
    | 'bad_json' // data.reason
    | 'bad_xlsx'
    | 'zip_bomb'
    | 'sheet_not_found';
  readonly data?: Readonly<Record<string, string | number>>;
}

/** Thrown by `rows()` when a file turns out to be unreadable on the way; the rows before it were good. */
export class TableReadError extends Error {
  readonly fileError: FileError;
  constructor(fileError: FileError) {
    super(fileError.code);
    this.name = 'TableReadError';
    this.fileError = fileError;
  }
}

/** The file error behind something thrown by the file system. */
export function fromSystem(error: unknown): FileError {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return { code: 'not_found' };
  if (code === 'EACCES' || code === 'EPERM') return { code: 'no_access' };
  if (code === 'EISDIR') return { code: 'not_a_file' };
  return { code: 'read_failed', data: { reason: typeof code === 'string' ? code : 'unknown' } };
}
