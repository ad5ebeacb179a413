import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { findTrack, type Programme } from '../../domain/programme.js';
import { asOf, ProgressService, type ProgressAnswer, type Rules } from '../progress/index.js';
import { Rulebook } from '../programme/index.js';

export interface Effect {
  readonly enrolmentId: string;
  readonly before: ProgressAnswer;
  readonly after: ProgressAnswer;
}

export interface Simulation {
  readonly examined: number;
  readonly effects: readonly Effect[];
}

/** What other rules would say about enrolments: the same facts, read by another book (A28, V40). Changes nothing. */
@Injectable()
export class RuleSimulations {
  constructor(
    private readonly clock: Clock,
    private readonly progress: ProgressService,
    private readonly rulebook: Rulebook,
  ) {}

  /** Enrolments on tracks that the other rules do not have are left out. In the order of the ids. */
  async of(enrolmentIds: readonly string[], programme: Programme): Promise<Simulation> {
    const point = asOf(null, this.clock);
    const before = await this.progress.answers(enrolmentIds, point);
    const ids = enrolmentIds.filter((id) => {
      const trackKey = before.get(id)?.enrolment.trackKey;
      return trackKey !== undefined && findTrack(programme, trackKey) !== undefined;
    });
    const after = await this.progress.answers(ids, point, this.by(programme));
    const effects = ids.flatMap((enrolmentId) => {
      const [one, other] = [before.get(enrolmentId), after.get(enrolmentId)];
      if (one === undefined || other === undefined || sameState(one, other)) return [];
      return [{ enrolmentId, before: one, after: other }];
    });
    return { examined: ids.length, effects };
  }

  /** The rules of one programme, whatever version is asked for; all others as they are. */
  private by(programme: Programme): Rules {
    return {
      track: (key, version, trackKey) =>
        (key === programme.key ? findTrack(programme, trackKey) : undefined) ??
        this.rulebook.track(key, version, trackKey),
    };
  }
}

function sameState(one: ProgressAnswer, other: ProgressAnswer): boolean {
  return (
    one.completed === other.completed &&
    one.requirements.every((requirement, index) => requirement.state === other.requirements[index]?.state)
  );
}
