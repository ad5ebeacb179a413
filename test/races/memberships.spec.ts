/** Several move one member of a supervision group at once: nobody ends up in two groups, or in none (V16). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PATIENCE_MS, Race, report, rounds } from './support/race.js';
import { Servers } from './support/servers.js';
import { AGENCY, PROGRAMME, World } from './support/world.js';

const NOW = '2026-06-01T06:00:00Z';
/** So many people are moved in a round, each by as many movers as there are other groups. */
const PEOPLE = 4;
const GROUPS = ['Gruppe 1', 'Gruppe 2', 'Gruppe 3', 'Gruppe 4'];

const race = new Race(`V16: ${GROUPS.length - 1} moves of one member at once, to as many groups`);

afterAll(() => report(race));

describe('one member and several who move them, over HTTP', () => {
  let servers: Servers;
  beforeAll(async () => {
    servers = await Servers.start(NOW);
  });
  afterAll(() => servers.close());

  it(
    'V16: one move is done, the others are refused, and one membership is open',
    async () => {
      const world = new World(servers);
      const providerId = await world.provider('substans');
      const track = 'MEETING_LEADER';
      const form = async (name: string, enrolmentIds: string[]): Promise<string> => {
        const input = { programmeKey: PROGRAMME, trackKey: track, name, providerId, enrolmentIds };
        return (await servers.succeed(AGENCY, 'supervisionGroupForm', input, 'group { id }')).group.id;
      };
      for (let round = 0; round < rounds(2, 50); round += 1) {
        const [first, ...others] = (await world.seat(await world.place(track), PEOPLE + 1)).map(
          (each) => each.enrolmentId,
        );
        const groups: string[] = [];
        for (const [index, name] of GROUPS.entries())
          groups.push(await form(name, index === 0 ? others : [first!]));
        const [from, ...targets] = groups;
        const answers = await race.atOnce(
          others.flatMap((enrolmentId) =>
            targets.map((toGroupId) => () => {
              const input = { enrolmentId, fromGroupId: from, toGroupId, on: '2026-07-01', reason: 'r' };
              return servers.act(AGENCY, 'supervisionGroupMove', input, 'toGroup { id }');
            }),
          ),
        );
        for (const [index, enrolmentId] of others.entries()) {
          const own = answers.slice(index * targets.length, (index + 1) * targets.length);
          const done = own.filter(({ said }) => said === 'OK').length;
          race.check(done === 1, `${done} moves of one member were done`);
          const { open = NaN, closed = NaN } = await servers.onlooker.numbers(`
            SELECT SUM(CASE WHEN valid_to IS NULL THEN 1 ELSE 0 END) AS open,
              SUM(CASE WHEN valid_to = '2026-07-01' THEN 1 ELSE 0 END) AS closed
            FROM group_member WHERE enrolment_id = '${enrolmentId}' AND superseded_at IS NULL`);
          race.check(open === 1 && closed === 1, `${open} memberships are open, ${closed} were ended`);
        }
      }
      race.tried(servers);
      expect(race.violations).toEqual([]);
      expect(race.failures).toEqual([]);
    },
    PATIENCE_MS,
  );
});
