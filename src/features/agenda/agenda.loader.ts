import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import type { AgendaArgs } from './dto/agenda.model.js';
import type { Period } from './schedule.repository.js';
import { ScheduleService, type Appointment } from './schedule.service.js';

/** By enrolment and period, in the order of time. Load it only for enrolments that are visible. */
@Injectable()
export class AppointmentsLoader extends BatchLoader<Appointment[]> {
  constructor(
    private readonly schedule: ScheduleService,
    private readonly clock: Clock,
  ) {
    super();
  }

  async of(context: RequestContext, enrolmentId: string, { from, to }: AgendaArgs): Promise<Appointment[]> {
    return this.load(
      context,
      JSON.stringify([{ from: from ?? this.clock.today(), to: to ?? null }, enrolmentId]),
    );
  }

  protected async batch(_context: RequestContext, keys: readonly string[]): Promise<Appointment[][]> {
    const wanted = keys.map((key) => JSON.parse(key) as [Period, string]);
    const found = new Map<string, Appointment[]>();
    for (const point of new Set(wanted.map(([period]) => JSON.stringify(period)))) {
      const ids = wanted.flatMap(([period, id]) => (JSON.stringify(period) === point ? [id] : []));
      const appointments = await this.schedule.appointments(ids, JSON.parse(point) as Period);
      for (const [id, own] of appointments) found.set(`${point}${id}`, own);
    }
    return wanted.map(([period, id]) => found.get(`${JSON.stringify(period)}${id}`) ?? []);
  }
}
