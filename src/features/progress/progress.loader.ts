import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { asOf, type AsOfInput } from '../../graphql/as-of.js';
import { Progress } from './progress.model.js';
import { toProgress } from './progress.mapper.js';
import { ProgressService } from './progress.service.js';

/** By enrolment and point in time. Load it only for enrolments that are visible. */
@Injectable()
export class ProgressLoader extends BatchLoader<Progress | null> {
  constructor(
    private readonly progress: ProgressService,
    private readonly clock: Clock,
  ) {
    super();
  }

  async of(context: RequestContext, enrolmentId: string, at: AsOfInput | null): Promise<Progress | null> {
    return this.load(
      context,
      JSON.stringify([{ validOn: at?.validOn ?? null, knownAt: at?.knownAt ?? null }, enrolmentId]),
    );
  }

  protected async batch(_context: RequestContext, keys: readonly string[]) {
    const wanted = keys.map((key) => JSON.parse(key) as [AsOfInput, string]);
    const found = new Map<string, Progress>();
    for (const point of new Set(wanted.map(([at]) => JSON.stringify(at)))) {
      const ids = wanted.flatMap(([at, id]) => (JSON.stringify(at) === point ? [id] : []));
      const answers = await this.progress.answers(ids, asOf(JSON.parse(point) as AsOfInput, this.clock));
      for (const [id, answer] of answers) found.set(`${point}${id}`, toProgress(answer));
    }
    return wanted.map(([at, id]) => found.get(`${JSON.stringify(at)}${id}`) ?? null);
  }
}
