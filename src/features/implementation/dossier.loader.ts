import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import type { Engagement } from '../engagement/index.js';
import { Rulebook } from '../programme/index.js';
import { asOf, todayAt, type AsOfInput } from '../../graphql/as-of.js';
import { Dossier, type DossierFacts } from './dossier.js';
import { DossierRepository } from './dossier.repository.js';

/** What reading an engagement's surroundings is called in the policies. */
export type ReadingOperation = 'teamMember' | 'engagementMeeting' | 'planDocument';

type EngagementLike = Pick<Engagement, 'id' | 'programmeKey' | 'ruleVersion' | 'startsOn'>;

/** Whether the actor may read one side of an engagement's surroundings. */
@Injectable()
export class SideVisibleLoader extends BatchLoader<boolean> {
  constructor(private readonly dossiers: DossierRepository) {
    super();
  }

  async may(context: RequestContext, operation: ReadingOperation, engagementId: string): Promise<boolean> {
    return this.load(context, `${operation} ${engagementId}`);
  }

  protected async batch(context: RequestContext, keys: readonly string[]): Promise<boolean[]> {
    const visible = new Set<string>();
    const byOperation = groupBy(keys, (key) => key.split(' ')[0] ?? '');
    for (const [operation, own] of byOperation) {
      const reach = reachOf(actorOf(context), operation as ReadingOperation);
      const ids = await this.dossiers.visible(
        reach,
        own.map((key) => key.split(' ')[1] ?? ''),
      );
      for (const id of ids) visible.add(`${operation} ${id}`);
    }
    return keys.map((key) => visible.has(key));
  }
}

/** By engagement and instant: everything that surrounds it, as known then. Show only what SideVisibleLoader allows. */
@Injectable()
export class DossierFactsLoader extends BatchLoader<DossierFacts> {
  constructor(private readonly dossiers: DossierRepository) {
    super();
  }

  protected async batch(_context: RequestContext, keys: readonly string[]): Promise<DossierFacts[]> {
    const found = new Map<string, DossierFacts>();
    for (const [knownAt, own] of groupBy(keys, (key) => key.split(' ')[1] ?? '')) {
      const ids = own.map((key) => key.split(' ')[0] ?? '');
      const facts = await readFacts(this.dossiers, ids, knownAt as Instant);
      for (const [id, each] of facts) found.set(`${id} ${knownAt}`, each);
    }
    return keys.map((key) => found.get(key) ?? NO_FACTS);
  }
}

/** An engagement's surroundings at a point of both time axes; today and by what is known now unless something is asked. */
@Injectable()
export class DossierLoader {
  constructor(
    private readonly facts: DossierFactsLoader,
    private readonly rulebook: Rulebook,
    private readonly clock: Clock,
  ) {}

  async load(context: RequestContext, engagement: EngagementLike, at: AsOfInput | null): Promise<Dossier> {
    const facts = await this.facts.load(context, `${engagement.id} ${asOf(at, this.clock).knownAt}`);
    return this.of(engagement, facts, at?.validOn ?? todayAt(at?.knownAt ?? null, this.clock));
  }

  of(engagement: EngagementLike, facts: DossierFacts, on: LocalDate): Dossier {
    const rules = this.rulebook.version(engagement.programmeKey, engagement.ruleVersion);
    return new Dossier(facts, rules, engagement.startsOn as LocalDate, on);
  }
}

const NO_FACTS: DossierFacts = {
  team: [],
  meetings: [],
  attendees: new Map(),
  documents: [],
  closure: null,
};

export async function readFacts(
  repository: DossierRepository,
  engagementIds: readonly string[],
  knownAt: Instant,
): Promise<Map<string, DossierFacts>> {
  const team = groupBy(await repository.team(engagementIds, knownAt), (row) => row.engagementId);
  const meetings = groupBy(await repository.meetings(engagementIds, knownAt), (row) => row.engagementId);
  const attendees = groupBy(await repository.attendance(engagementIds, knownAt), (row) => row.meetingId);
  const documents = groupBy(await repository.documents(engagementIds, knownAt), (row) => row.engagementId);
  const closures = await repository.closures(engagementIds, knownAt);
  const closureOf = new Map(closures.map((row) => [row.engagementId, row]));
  return new Map(
    engagementIds.map((id) => [
      id,
      {
        team: team.get(id) ?? [],
        meetings: meetings.get(id) ?? [],
        attendees,
        documents: documents.get(id) ?? [],
        closure: closureOf.get(id) ?? null,
      },
    ]),
  );
}
