import type { Finding, LabelTemplate } from '../../../shared/label/index.ts';
import { fieldInfo } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey } from '../../i18n/index.ts';
import { Chip } from '../../ui/page.tsx';
import { kindWord } from './words.ts';

/** What the checks found, errors first; a press goes to the element. */
export function Findings({
  findings,
  template,
  onSelect,
}: {
  readonly findings: readonly Finding[];
  readonly template: LabelTemplate;
  readonly onSelect: (index: number) => void;
}) {
  const { text } = useWords();
  const named = ({ data }: Finding) => {
    const field = typeof data['field'] === 'string' ? data['field'] : '';
    return fieldInfo(field) ? { ...data, field: text(`templates.field.${field}` as TextKey) } : data;
  };
  return (
    <section className="tpl-findings" data-testid="template-findings">
      <h2>{text('templates.findings')}</h2>
      {findings.length === 0 ? <p className="muted">{text('templates.findingsNone')}</p> : null}
      {findings.map((each) => {
        const element = each.element === null ? undefined : template.elements[each.element];
        return (
          <button
            key={`${each.code}/${String(each.element)}`}
            type="button"
            data-level={each.level}
            data-code={each.code}
            onClick={() => each.element !== null && onSelect(each.element)}
          >
            <Chip tone={each.level === 'error' ? 'bad' : 'warn'}>
              {text(`templates.level.${each.level}`)}
            </Chip>
            <span>
              {element && each.element !== null ? (
                <b>
                  {text('templates.element', {
                    n: each.element + 1,
                    kind: text(`templates.kindsOf.${kindWord(element)}`),
                  })}
                </b>
              ) : null}{' '}
              {text(`templates.finding.${each.code}`, named(each))}
            </span>
          </button>
        );
      })}
    </section>
  );
}
