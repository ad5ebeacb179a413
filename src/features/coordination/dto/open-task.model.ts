import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { LocalDate } from '../../../domain/calendar.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { Milestone } from '../../implementation/index.js';

export enum OpenTaskKind {
  SEAT_OFFERED = 'SEAT_OFFERED',
  WAITING_WHILE_SEATS_FREE = 'WAITING_WHILE_SEATS_FREE',
  WITHOUT_COHORT = 'WITHOUT_COHORT',
  LEAVER_HOLDS_SEAT = 'LEAVER_HOLDS_SEAT',
  MILESTONE_OVERDUE = 'MILESTONE_OVERDUE',
  KICK_OFF_INCOMPLETE = 'KICK_OFF_INCOMPLETE',
  TEAM_MISSING = 'TEAM_MISSING',
  PROJECT_LEADER_MISSING = 'PROJECT_LEADER_MISSING',
  CORRECTION_REQUESTED = 'CORRECTION_REQUESTED',
}
registerEnumType(OpenTaskKind, {
  name: 'OpenTaskKind',
  valuesMap: {
    SEAT_OFFERED: {
      description:
        'People who wait and were offered a seat: to be accepted or declined before the offer ends.',
    },
    WAITING_WHILE_SEATS_FREE: {
      description:
        'People on the waiting list of a track with free seats; `count` says how many can have one.',
    },
    WITHOUT_COHORT: { description: 'People with a seat who are in no cohort.' },
    LEAVER_HOLDS_SEAT: {
      description: 'People who have left and still hold a seat that somebody could take over.',
    },
    MILESTONE_OVERDUE: { description: 'Meetings, phase ends and plan documents whose day has passed.' },
    KICK_OFF_INCOMPLETE: { description: 'The kick-off lacked somebody of the minimum set.' },
    TEAM_MISSING: { description: 'Nobody is in the implementation team today.' },
    PROJECT_LEADER_MISSING: { description: 'The implementation team has no project leader today.' },
    CORRECTION_REQUESTED: {
      description:
        'People who want something corrected that is stored about them: see `correctionRequests`. Of the municipality, not of an engagement.',
    },
  },
});

@ObjectType({ description: 'What waits for a municipality’s coordinator, or for the successor (L26).' })
export class OpenTask {
  municipalityCode!: string;
  engagementId!: string | null;
  enrolmentIds!: readonly string[];
  @Field(() => OpenTaskKind) kind!: OpenTaskKind;
  @Field(() => Int, { description: 'How many people or milestones it is about; 1 where it is about none.' })
  count!: number;
  @Field(() => String, { nullable: true, description: 'Null unless it is about people on a track.' })
  trackKey!: string | null;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'The day by which the first of it was due; null where no day is set.',
  })
  dueOn!: LocalDate | null;
  @Field(() => [Milestone], { description: 'The milestones that are overdue; else none.' })
  milestones!: Milestone[];
}
