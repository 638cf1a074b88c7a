import { useWords } from '../i18n/index.ts';
import { useStationState } from '../stores/index.ts';

/** Name of a carrier in the language of the page; its code where it is not known here. */
export function useCarrierName(): (code: string) => string {
  const { language } = useWords();
  const carriers = useStationState((s) => s.hello?.carriers ?? null);
  return (code) => {
    const carrier = carriers?.find((each) => each.code === code);
    return carrier === undefined ? code : language === 'zh' ? carrier.zh : carrier.en;
  };
}
