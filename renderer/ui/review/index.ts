export { AskedButton } from './Asked.tsx';
export { NoticeActs, NoticeState } from './NoticeActs.tsx';
export { methodText, RecordPayment } from './RecordPayment.tsx';
export { RemindButton } from './Remind.tsx';
export { Verdict } from './Verdict.tsx';
import './review.css';
