/** Where and when the writers of a stream work, so that none gets into another's way. */
import { addMonths, type LocalDate } from '../../../src/domain/calendar.js';
import { ask } from './request.js';

const MUNICIPALITIES_A_COURSE = 4;
/** A municipality takes part in a programme once at a time: 24 months, and 8. */
const COURSE_MONTHS = 24;
const YOUTH_MONTHS = 12;
const LATEST = '2024-01-01' as LocalDate;

export interface Place {
  readonly number: number;
  readonly municipalityCodes: readonly string[];
  readonly startsOn: LocalDate;
}

export class Stage {
  private courses = 0;
  private youth = 0;
  private names = 0;

  private constructor(private readonly codes: readonly string[]) {}

  static async at(url: string, token: string): Promise<Stage> {
    const answer = await ask(url, token, '{ municipalities { code } }');
    if (answer.kind !== 'DONE') throw new Error(`No municipalities: ${JSON.stringify(answer)}`);
    return new Stage(answer.payload.municipalities.map(({ code }: { code: string }) => code));
  }

  /** Four municipalities and a period in which they do nothing else in the programme. */
  nextCourse(): Place {
    return this.place(this.courses++, MUNICIPALITIES_A_COURSE, COURSE_MONTHS);
  }

  nextYouth(): Place {
    return this.place(this.youth++, 1, YOUTH_MONTHS);
  }

  /** Somebody whose address nobody else has. */
  nextPerson(): { name: string; email: string } {
    this.names += 1;
    return { name: `Deltager Nummer ${this.names}`, email: `deltager.${this.names}@kommune.example` };
  }

  private place(number: number, size: number, months: number): Place {
    const rounds = Math.floor(this.codes.length / size);
    const first = (number % rounds) * size;
    return {
      number,
      municipalityCodes: this.codes.slice(first, first + size),
      startsOn: addMonths(LATEST, -months * Math.floor(number / rounds)),
    };
  }
}
