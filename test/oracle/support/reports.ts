/** Everything that can be reported about a world: as it stands, or as it stood. */
import { askFor } from './requests.js';
import type { Point } from './looks.js';
import type { World } from './world.js';

const HALF_DAYS = '{ id part courseDay { id } }';
const STATUS = `programmeKey trackKey region year municipality { code } persons enrolled certified completed withdrawn replaced
  supervisionMinutes supervisionTargetMinutes attendedHalfDays madeUpHalfDays requiredHalfDays`;
const GROUPINGS = ['TRACK, MUNICIPALITY', 'PROGRAMME, YEAR', 'REGION'];

/** Without a point: as things stand. The same question either way, so the answers can be laid side by side. */
export async function report(world: World, point: Point | null): Promise<unknown> {
  const asOf = point === null ? null : { validOn: point.on, knownAt: point.knownAt };
  const engagements = [...new Set(world.places.map((place) => place.engagement))];
  world.app.clock.set(world.now);
  return askFor(
    world.app,
    `query ($asOf: AsOfInput) {
      ${engagements
        .map(
          (
            id,
            n,
          ) => `e${n}: enrolments(filter: { engagementId: "${id}" }, first: 100, orderBy: CREATED_AT, asOf: $asOf) {
            nodes { id status holdsSeat capacity trackKey municipality { code } engagement { id } cohort { id }
              progress(asOf: $asOf) {
                attendance { requiredHalfDays heldHalfDays attendedHalfDays madeUpHalfDays missed ${HALF_DAYS} notRecorded ${HALF_DAYS} }
                supervision { targetMinutes creditedMinutes outsideWindowMinutes remainingMinutes plannedMinutes dueOn paceMinutes outlook }
                requirements { kind state explanation en: explanation(locale: "en") } certified completed } } }`,
        )
        .join('\n')}
      ${world.places
        .map(
          ({ municipality, programme }, n) => `
            ${GROUPINGS.map(
              (grouping, g) =>
                `s${n}_${g}: certificationStatus(filter: { municipalityCode: "${municipality}" }, groupBy: [${grouping}], asOf: $asOf) { ${STATUS} }`,
            ).join('\n')}
            u${n}: seatUsage(programmeKey: "${programme}", municipalityCode: "${municipality}", asOf: $asOf) {
              municipality { code } trackKey limit granted held heldOnTop free cumulativePersons waiting }`,
        )
        .join('\n')}
    }`,
    { asOf },
  );
}
