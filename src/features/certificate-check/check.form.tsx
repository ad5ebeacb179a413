import type { VNode } from 'preact';
import type { Language } from '../../pages/language.js';
import { FORM } from './check.words.js';

export const CHECK_PAGE = '/verify';

interface Props {
  readonly language: Language;
  /** What was typed and has to be put right. */
  readonly typed?: string;
  readonly problem?: keyof Pick<typeof FORM, 'missing' | 'wrong'>;
}

/** A plain form: `?number=…` leads to the address of that number. */
export function CheckForm({ language, typed = '', problem }: Props): VNode {
  return (
    <form action={CHECK_PAGE} method="get">
      <div>
        <label for="number">{FORM.label[language]}</label>
        {problem !== undefined && (
          <p class="problem" id="problem">
            {FORM[problem][language]}
          </p>
        )}
        <input
          id="number"
          name="number"
          value={typed}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? 'hint' : 'problem hint'}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
        />
        <p class="hint" id="hint">
          {FORM.hint[language]}
        </p>
      </div>
      <input type="hidden" name="lang" value={language} />
      <button type="submit">{FORM.submit[language]}</button>
    </form>
  );
}
