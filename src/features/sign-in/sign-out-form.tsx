import type { VNode } from 'preact';
import type { Texts } from '../../domain/programme.js';
import type { Language } from '../../pages/language.js';

export const SIGN_OUT: Texts = { da: 'Log ud', en: 'Sign out' };

export function SignOutForm({ language }: { readonly language: Language }): VNode {
  return (
    <form method="post" action={`/sign-out?lang=${language}`}>
      <button type="submit">{SIGN_OUT[language]}</button>
    </form>
  );
}
