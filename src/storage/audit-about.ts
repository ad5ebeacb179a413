import { ID_PREFIXES } from './ids.js';

/** Whose history an event can be part of. */
const OWNER = new RegExp(
  `^(?:${ID_PREFIXES.enrolment}|${ID_PREFIXES.person}|${ID_PREFIXES.certificate})_[0-9a-z]+$`,
);

/** The enrolments, people and certificates that an event names beside its own subject, each once. */
export function namedIn(event: { subjectId: string; before?: unknown; after?: unknown }): string[] {
  const named = new Set(
    [...textsOf(event.before), ...textsOf(event.after)].filter((text) => OWNER.test(text)),
  );
  named.delete(event.subjectId);
  return [...named];
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
