/** What the values of a programme file must fulfil together; each check refuses with the place and the reason. */
import type { Field } from '../config/field.js';
import {
  courseUnits,
  requiredHalfDays,
  type GateCondition,
  type Programme,
  type Track,
} from '../domain/programme.js';

export const GATE_STEPS = ['CERTIFICATION_DAY', 'CERTIFICATE_ISSUE', 'COMPLETION'] as const;
export const GATE_CONDITIONS = ['attendance', 'supervision', 'assessment', 'certified'] as const;

/** Required half-days may be stated for the reader's sake, and then agree with the units (V6). */
export function checkHalfDays(stated: Field, required: number | null): void {
  const count = stated.count(0);
  if (count === required) return;
  throw stated.refusal(`${count} is not what the units give: ${required ?? 'no half-days'}`);
}

/** A gate on something that the track never measures could never be met. */
export function checkGates(gates: Field, track: Track): void {
  const measured: Record<GateCondition, boolean> = {
    attendance: requiredHalfDays(track) !== null,
    supervision: (track.supervision?.targetMinutes ?? null) !== null,
    assessment: track.certification !== null,
    certified: track.certification !== null,
  };
  for (const step of GATE_STEPS) {
    for (const condition of GATE_CONDITIONS) {
      const effect = track.gates[step][condition] ?? 'NONE';
      if (effect === 'NONE' || measured[condition]) continue;
      const place = gates.at(`${step}.${condition}`);
      throw place.refusal(`${effect} can never be met: the track has no such requirement`);
    }
  }
}

/** A certificate always rests on a passed attempt, or on a dispensation from it (V20). */
export function checkAssessed(gates: Field, track: Track): void {
  if (track.certification === null || track.gates.CERTIFICATE_ISSUE.assessment === 'BLOCK') return;
  throw gates.at('CERTIFICATE_ISSUE.assessment').refusal('must be BLOCK where there is a certification');
}

/** A cut-off that the course never reaches would be none. */
export function checkCutoff(seatRelease: Field, track: Track): void {
  const unit = track.seatRelease?.cutoff?.unit ?? 0;
  const units = courseUnits(track).length;
  if (unit > units)
    throw seatRelease.at('cutoff.unit').refusal(`${unit} is beyond the ${units} units of the course`);
}

/** A subset is drawn from another track of the same programme, and never in a circle (V28). */
export function checkSubsets(tracks: readonly Track[], field: Field): void {
  const parentOf = new Map(tracks.map((track) => [track.key, track.subsetOf]));
  for (const track of tracks) {
    const place = field.at(`${track.key}.subsetOf`);
    if (track.subsetOf !== null && !parentOf.has(track.subsetOf)) {
      throw place.refusal(`there is no track ${track.subsetOf}`);
    }
    const seen = new Set<string>();
    for (let key: string | null = track.key; key !== null; key = parentOf.get(key) ?? null) {
      if (seen.has(key)) throw place.refusal(`the subset runs in a circle through ${key}`);
      seen.add(key);
    }
  }
}

/** Every quota, target, unit, supervision target and cut-off has a source of its own, or of what it is part of. */
export function checkSourced(programme: Programme, root: Field): void {
  const sourced = new Set(programme.sources.map((source) => source.path));
  const field = root.at('tracks');
  if (
    programme.waitingList !== undefined &&
    !['waitingList', 'waitingList.offerDays'].some((path) => sourced.has(path))
  )
    throw root.at('waitingList.offerDays').refusal('has no source: add one, `proposal` if need be');
  for (const track of programme.tracks) {
    for (const value of valuesToSource(track)) {
      const keys = value.split('.');
      const places = keys.map((_, index) => `tracks.${track.key}.${keys.slice(0, index + 1).join('.')}`);
      if (places.some((place) => sourced.has(place))) continue;
      throw field.at(`${track.key}.${value}`).refusal('has no source: add one, `proposal` if need be');
    }
  }
}

function valuesToSource(track: Track): string[] {
  return [
    ...(track.quota === null ? [] : ['quota.max']),
    ...(track.target === null ? [] : ['target']),
    ...track.units.flatMap((_, index) => [`units.${index}.count`, `units.${index}.days`]),
    ...(track.supervision === null ? [] : ['supervision.targetMinutes']),
    ...(track.seatRelease === undefined ? [] : ['seatRelease.cutoff']),
  ];
}
