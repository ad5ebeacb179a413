import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { reachOf } from '../../access/policy.js';
import { BatchLoader, grouped, inOrder } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { among } from '../../storage/sql.js';
import { type DeliveredMeeting, type DeliveryPeriod, DeliveryView } from './delivery.view.js';
import {
  SupervisionDelivery,
  SupervisionDeliveredMeeting,
  Supervisor,
  SupervisorDelivery,
} from './dto/supervisor.dto.js';
import { MeetingLoader } from './supervision.loader.js';
import { SupervisorRepository, type SupervisorRow } from './supervisor.repository.js';

/** Null for supervisors of others. */
@Injectable()
export class SupervisorLoader extends BatchLoader<Supervisor | null> {
  constructor(private readonly supervisors: SupervisorRepository) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const reach = reachOf(actorOf(context), 'supervisors');
    const rows = await this.supervisors.findVisible(reach, [sql`s.id IN ${among(ids)}`]);
    return inOrder(ids, rows, (row) => row.id, toSupervisor);
  }
}

/** By meeting, by name. Load it only for meetings that are visible. */
@Injectable()
export class LeadersLoader extends BatchLoader<Supervisor[]> {
  constructor(private readonly supervisors: SupervisorRepository) {
    super();
  }

  protected async batch(_context: RequestContext, meetingIds: readonly string[]) {
    const rows = await this.supervisors.leadersOf(meetingIds);
    return grouped(meetingIds, rows, (row) => row.meetingId).map((each) =>
      each.map(({ meetingId: _, ...row }) => toSupervisor(row)),
    );
  }
}

/** The evidence of a period with its meetings. */
@Injectable()
export class DeliveryLoader {
  constructor(
    private readonly view: DeliveryView,
    private readonly meetings: MeetingLoader,
  ) {}

  async of(context: RequestContext, period: DeliveryPeriod): Promise<SupervisionDelivery> {
    const { meetings, led, withoutSupervisor } = await this.view.of(actorOf(context), period);
    return Object.assign(new SupervisionDelivery(), {
      meetingCount: meetings.length,
      minutes: sumOf(meetings),
      supervisors: await Promise.all(
        led.map(async ({ supervisor, meetings: own }) =>
          Object.assign(new SupervisorDelivery(), {
            supervisor: toSupervisor(supervisor),
            minutes: sumOf(own),
            meetings: await this.delivered(context, own),
          }),
        ),
      ),
      withoutSupervisor: await this.delivered(context, withoutSupervisor),
    });
  }

  private async delivered(context: RequestContext, meetings: readonly DeliveredMeeting[]) {
    const loaded = await this.meetings.loadMany(
      context,
      meetings.map((each) => each.meetingId),
    );
    return meetings.map(({ meetingId: _, ...times }, index) =>
      Object.assign(new SupervisionDeliveredMeeting(), times, { meeting: loaded[index] }),
    );
  }
}

export function toSupervisor({ sortKey: _, ...row }: SupervisorRow): Supervisor {
  return Object.assign(new Supervisor(), row);
}

function sumOf(meetings: readonly DeliveredMeeting[]): number {
  return meetings.reduce((total, { minutes }) => total + minutes, 0);
}
