import { ArgsType, Field, Int } from '@nestjs/graphql';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { LONGEST_LINK_HOURS } from '../../../access/signed-links.js';

const USUAL_LINK_HOURS = 24;

/** Of every link to a version of a certificate, whatever it opens. */
@ArgsType()
export class LinkArgs {
  @Field(() => Int, {
    nullable: true,
    description: `For how long the link holds: 1 to ${LONGEST_LINK_HOURS} hours; ${USUAL_LINK_HOURS} when left out.`,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LONGEST_LINK_HOURS)
  hours?: number | null;
}

export function hoursOf({ hours }: LinkArgs): number {
  return hours ?? USUAL_LINK_HOURS;
}
