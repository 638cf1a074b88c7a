import type { Finding, LabelTemplate, TemplateElement } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import { kindWord, placeholdersIn } from './words.ts';

/** The elements by name, from the first drawn to the last. */
export function Elements({
  template,
  selected,
  findings,
  onSelect,
}: {
  readonly template: LabelTemplate;
  readonly selected: number | null;
  readonly findings: readonly Finding[];
  readonly onSelect: (index: number) => void;
}) {
  const words = useWords();
  const { text } = words;
  const nameOf = (element: TemplateElement): string => {
    const said = element.kind === 'text' ? element.text : element.kind === 'barcode' ? element.content : '';
    return said === '' ? text(`templates.kindsOf.${kindWord(element)}`) : placeholdersIn(words, said);
  };
  return (
    <div className="tpl-elements" role="listbox" aria-label={text('templates.elements')}>
      {template.elements.map((element, index) => (
        <button
          key={index}
          type="button"
          role="option"
          aria-selected={index === selected}
          data-level={findings.find((each) => each.element === index)?.level}
          onClick={() => onSelect(index)}
        >
          <i data-kind={kindWord(element)} />
          <span>{nameOf(element)}</span>
          <small>{index + 1}</small>
        </button>
      ))}
    </div>
  );
}
