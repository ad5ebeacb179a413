import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { asOf } from '../../graphql/as-of.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { OpenRequirements, type OpenSince } from './open-since.js';
import { ProgressService, type ProgressAnswer } from './progress.service.js';

/** By enrolment: what is known today, with all that it rests on. Load it only for enrolments that are visible. */
@Injectable()
export class AnswerLoader extends BatchLoader<ProgressAnswer | null> {
  constructor(
    private readonly progress: ProgressService,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(_context: RequestContext, ids: readonly string[]) {
    const answers = await this.progress.answers(ids, asOf(null, this.clock));
    return ids.map((id) => answers.get(id) ?? null);
  }
}

/** By enrolment: what is open today, and since when. Load it only for enrolments that are visible. */
@Injectable()
export class OpenRequirementsLoader extends BatchLoader<OpenSince[]> {
  constructor(
    private readonly open: OpenRequirements,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(_context: RequestContext, ids: readonly string[]) {
    const open = await this.open.of(ids, asOf(null, this.clock));
    return ids.map((id) => open.get(id) ?? []);
  }
}
