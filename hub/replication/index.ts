export { pushDocuments } from './push.ts';
export type { PushAnswer, PushDeps, PushRequest } from './push.ts';
export { pullDocuments, pullText } from './pull.ts';
export type { Caller, PullAnswer, PullRequest } from './pull.ts';
export {
  foldedDocument,
  HUB_WRITER,
  isAggregate,
  isOpen,
  isReplicated,
  schemaFault,
  storedRow,
  withoutMeta,
} from './documents.ts';
