import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import { IsEmail, IsOptional, MaxLength } from 'class-validator';
import type { Instant } from '../../../domain/calendar.js';
import { Node } from '../../../graphql/node.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { FreeText, NoCpr, OptionalFreeText } from '../../../graphql/validation.js';
import { SupervisionMeeting } from './supervision.model.js';

@ObjectType({ implements: () => [Node], description: 'Somebody who supervises for a training provider.' })
export class Supervisor extends Node {
  providerId!: string;
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true, description: 'Work address; null when none is known.' })
  email!: string | null;
  @Field(() => Boolean, { description: 'Can be put on coming meetings; past ones stay as they were.' })
  active!: boolean;
}

@ObjectType({ description: 'A meeting that was held, as evidence of delivery.' })
export class SupervisionDeliveredMeeting {
  @Field(() => SupervisionMeeting) meeting!: SupervisionMeeting;
  @Field(() => DateTimeScalar) startedAt!: Instant;
  @Field(() => DateTimeScalar) endedAt!: Instant;
  @Field(() => Int, { description: 'Breaks taken off.' }) minutes!: number;
}

@ObjectType({ description: 'What one supervisor led. Each of several who led a meeting has all of it.' })
export class SupervisorDelivery {
  @Field(() => Supervisor) supervisor!: Supervisor;
  @Field(() => Int) minutes!: number;
  @Field(() => [SupervisionDeliveredMeeting], { description: 'In the order of the calendar.' })
  meetings!: SupervisionDeliveredMeeting[];
}

@ObjectType({ description: 'Supervision that was held in a period, by who led it (Q9).' })
export class SupervisionDelivery {
  @Field(() => Int, { description: 'Meetings held, each once whoever led it.' }) meetingCount!: number;
  @Field(() => Int, { description: 'Of those meetings, breaks taken off, each once.' }) minutes!: number;
  @Field(() => [SupervisorDelivery], { description: 'By name; those who led none are left out.' })
  supervisors!: SupervisorDelivery[];
  @Field(() => [SupervisionDeliveredMeeting], {
    description: 'Held, but nobody has said who led them: the gap in the evidence.',
  })
  withoutSupervisor!: SupervisionDeliveredMeeting[];
}

const EMAIL = {
  nullable: true,
  description: 'Work address; one supervisor of a provider per address.',
} as const;

function Email(): PropertyDecorator {
  return (target, key) => {
    for (const decorate of [
      Transform(({ value }: { value: unknown }) =>
        typeof value === 'string' ? value.trim().toLowerCase() || null : value,
      ),
      IsOptional(),
      IsEmail({}, { message: 'must be an e-mail address' }),
      MaxLength(200),
      NoCpr(),
    ])
      decorate(target, key as string);
  };
}

@InputType()
export class SupervisorRegisterInput {
  @Field(() => ID, { nullable: true, description: 'Default for a provider: itself. The agency names one.' })
  @IsOptional()
  providerId?: string | null;
  @Field(() => String) @FreeText(200) name!: string;
  @Field(() => String, EMAIL) @Email() email?: string | null;
}

@ObjectType()
export class SupervisorRegisterPayload {
  @Field(() => Supervisor) supervisor!: Supervisor;
}
export const SupervisorRegisterResult = resultUnion('SupervisorRegisterResult', SupervisorRegisterPayload);

@InputType({ description: 'What is left out stays as it is.' })
export class SupervisorChangeInput {
  @Field(() => ID) supervisorId!: string;
  @Field(() => String, { nullable: true }) @OptionalFreeText(200) name?: string | null;
  @Field(() => String, EMAIL) @Email() email?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'False: no longer put on coming meetings.' })
  @IsOptional()
  active?: boolean | null;
}

@ObjectType()
export class SupervisorChangePayload {
  @Field(() => Supervisor) supervisor!: Supervisor;
}
export const SupervisorChangeResult = resultUnion('SupervisorChangeResult', SupervisorChangePayload);
