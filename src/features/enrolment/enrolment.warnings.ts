import { Injectable } from '@nestjs/common';
import { Rulebook } from '../programme/index.js';
import { EnrolmentWarning } from './dto/enrolment.inputs.js';
import { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';

/** What to look at when somebody gets a seat. Nothing is refused for it. */
@Injectable()
export class EnrolmentWarnings {
  constructor(
    private readonly enrolments: EnrolmentRepository,
    private readonly rulebook: Rulebook,
  ) {}

  /** The same person on two tracks of a programme (R03, L17), unless one is drawn from the other (H1). */
  async of(enrolment: EnrolmentRow): Promise<EnrolmentWarning[]> {
    const { personId, programmeKey, ruleVersion, trackKey } = enrolment;
    const { tracks } = this.rulebook.version(programmeKey, ruleVersion);
    const parentOf = (key: string) => tracks.find((track) => track.key === key)?.subsetOf;
    const elsewhere = await this.enrolments.findOpenElsewhere(personId, programmeKey, trackKey);
    const unrelated = elsewhere.filter(
      (other) => parentOf(trackKey) !== other.trackKey && parentOf(other.trackKey) !== trackKey,
    );
    return unrelated.length > 0 ? [EnrolmentWarning.ALSO_ON_OTHER_TRACK] : [];
  }
}
