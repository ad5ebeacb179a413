import type { VNode } from 'preact';
import type { Texts } from '../../../domain/programme.js';
import type { Language } from '../../../pages/language.js';

interface FieldProps {
  readonly language: Language;
  readonly name: string;
  readonly label: Texts;
  readonly type?: 'text' | 'password' | 'email';
  readonly autocomplete: string;
  readonly hint?: Texts | undefined;
  readonly problem?: Texts | undefined;
  readonly value?: string;
  readonly optional?: boolean;
  /** Digits are easier to type then. */
  readonly digits?: boolean;
}

/** One thing to fill in, with what is wrong about it said next to it. */
export function Field(props: FieldProps): VNode {
  const {
    language,
    name,
    label,
    type = 'text',
    autocomplete,
    hint,
    problem,
    value,
    optional,
    digits,
  } = props;
  const described = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(' ');
  return (
    <div>
      <label for={name}>{label[language]}</label>
      <input
        id={name}
        name={name}
        type={type as 'text'}
        autocomplete={autocomplete}
        required={!optional}
        {...(value !== undefined && { value })}
        {...(digits && { inputmode: 'numeric' as const })}
        {...(described !== '' && { 'aria-describedby': described })}
        {...(problem && { 'aria-invalid': 'true' as const })}
      />
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint[language]}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${name}-problem`}>
          {problem[language]}
        </p>
      )}
    </div>
  );
}

const WRONG: Texts = { da: 'Ret det, der er markeret:', en: 'Correct what is marked:' };

/** All that is wrong, at the top, where a screen reader begins; each leads to its field. */
export function Problems({
  language,
  problems,
}: {
  readonly language: Language;
  readonly problems: readonly { readonly name: string; readonly text: Texts }[];
}): VNode | null {
  if (problems.length === 0) return null;
  return (
    <div class="panel bad" role="alert">
      <p>{WRONG[language]}</p>
      <ul>
        {problems.map(({ name, text }) => (
          <li key={name}>
            <a href={`#${name}`}>{text[language]}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What a form sent, as texts: whatever else was sent counts as nothing. */
export function textIn(body: unknown, name: string): string {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}
