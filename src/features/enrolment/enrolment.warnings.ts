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

  /**
   * The same person on two tracks that both have limited seats: “yderligere” says the 24 are others than the six (R03,
   * L17). Tracks without a limit are meant to be combined (R16, H2).
   */
  async of(enrolment: EnrolmentRow): Promise<EnrolmentWarning[]> {
    const { personId, programmeKey, ruleVersion, trackKey } = enrolment;
    const { tracks } = this.rulebook.version(programmeKey, ruleVersion);
    const limited = (key: string) => tracks.find((track) => track.key === key)?.quota != null;
    if (!limited(trackKey)) return [];
    const elsewhere = await this.enrolments.findOpenElsewhere(personId, programmeKey, trackKey);
    return elsewhere.some((other) => limited(other.trackKey)) ? [EnrolmentWarning.ALSO_ON_OTHER_TRACK] : [];
  }
}
