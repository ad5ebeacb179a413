import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { asOf, type AsOfInput } from '../../graphql/as-of.js';
import { BatchLoader, inOrder } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import type { CountedAnswer } from './counted.js';
import { ProgressService } from './progress.service.js';
import type { ProgressAnswer } from './standing.js';

/**
 * Progress by enrolment and point in time, with all that it rests on. What a request asks about the same point is worked
 * out once. Load it only for enrolments that are visible.
 */
@Injectable()
export class AnswerLoader extends BatchLoader<ProgressAnswer | null> {
  constructor(
    private readonly progress: ProgressService,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Without a point: today, by what is known now. */
  async of(
    context: RequestContext,
    enrolmentId: string,
    at: AsOfInput | null = null,
  ): Promise<ProgressAnswer | null> {
    const point = JSON.stringify({ validOn: at?.validOn ?? null, knownAt: at?.knownAt ?? null });
    return this.load(context, JSON.stringify([point, enrolmentId]));
  }

  protected async batch(_context: RequestContext, keys: readonly string[]) {
    const wanted = keys.map((key) => JSON.parse(key) as [point: string, enrolmentId: string]);
    const found = new Map<string, ReadonlyMap<string, ProgressAnswer>>();
    for (const point of new Set(wanted.map(([each]) => each))) {
      const ids = wanted.flatMap(([each, id]) => (each === point ? [id] : []));
      found.set(point, await this.progress.answers(ids, asOf(JSON.parse(point) as AsOfInput, this.clock)));
    }
    return wanted.map(([point, id]) => found.get(point)?.get(id) ?? null);
  }
}

/** The figures of today's progress that reports count, by enrolment: for lists, which ask for no more as a rule. */
@Injectable()
export class FiguresLoader extends BatchLoader<CountedAnswer | null> {
  constructor(
    private readonly progress: ProgressService,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(_context: RequestContext, ids: readonly string[]) {
    const counted: CountedAnswer[] = [];
    for await (const part of this.progress.counted(ids, asOf(null, this.clock))) counted.push(...part);
    return inOrder(
      ids,
      counted,
      ({ enrolment }) => enrolment.id,
      (answer) => answer,
    );
  }
}
