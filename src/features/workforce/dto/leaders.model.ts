import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

export enum LeadershipDayState {
  NOT_ENROLLED = 'NOT_ENROLLED',
  NOT_ATTENDED = 'NOT_ATTENDED',
}
registerEnumType(LeadershipDayState, {
  name: 'LeadershipDayState',
  valuesMap: {
    NOT_ENROLLED: { description: 'Has no place on the leadership day, or has left it.' },
    NOT_ATTENDED: { description: 'Has a place, but not yet the whole day.' },
  },
});

@ObjectType({
  description:
    'A leader whose staff are trained, and who has not had the leadership day (Q22, R16). A leader is who is enrolled as one, or whose job title says so; their staff are the others of the same department with a seat.',
})
export class LeaderWithoutLeadershipDay {
  personId!: string;
  enrolmentId!: string | null;
  @Field(() => [String], {
    description: 'The departments with staff, as they are written; empty when not given.',
  })
  units!: string[];
  @Field(() => Int, { description: 'Of their staff, how many hold a seat on another track.' }) staff!: number;
  @Field(() => LeadershipDayState) state!: LeadershipDayState;
}
