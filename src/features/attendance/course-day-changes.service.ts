import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { Settlement } from '../certification/index.js';
import { CourseDayService, type CourseDayRescheduleInput, type CourseDayRow } from '../cohort/index.js';
import { MakeUpRepository } from './make-up.repository.js';

/** A day that is moved or cancelled, with what follows for whoever has made up for it: of a cancelled day nothing is made up (V18). */
@Injectable()
export class CourseDayChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly days: CourseDayService,
    private readonly makeUps: MakeUpRepository,
    private readonly settlement: Settlement,
  ) {}

  async reschedule(actor: Actor, input: CourseDayRescheduleInput): Promise<CourseDayRow> {
    return this.settled(actor, async () => this.days.reschedule(actor, input));
  }

  async cancel(actor: Actor, courseDayId: string, reason: string): Promise<CourseDayRow> {
    return this.settled(actor, async () => this.days.cancel(actor, courseDayId, reason));
  }

  private async settled(actor: Actor, change: () => Promise<CourseDayRow>): Promise<CourseDayRow> {
    return this.unitOfWork.run(async () => {
      const day = await change();
      await this.settlement.settle(actor, await this.makeUps.enrolmentsMakingUp(day.id));
      return day;
    });
  }
}
