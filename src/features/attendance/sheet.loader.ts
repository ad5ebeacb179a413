import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { CourseDayRepository } from '../cohort/index.js';
import { AttendanceRepository } from './attendance.repository.js';
import { MakeUpRepository } from './make-up.repository.js';
import { cohortPeople, membersOn, personHalfDay, sheetLines, type SheetLine } from './sheet.js';

/** By course day: its sheet, everybody on it. Show only the lines of enrolments that are visible. */
@Injectable()
export class SheetLoader extends BatchLoader<SheetLine[]> {
  constructor(
    private readonly courseDays: CourseDayRepository,
    private readonly repository: AttendanceRepository,
    private readonly makeUpRows: MakeUpRepository,
  ) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]): Promise<SheetLine[][]> {
    const days = await this.courseDays.findVisible(reachOf(actorOf(context), 'courseDay'), ids);
    const cohortIds = [...new Set(days.map((day) => day.cohortId))];
    const people = cohortPeople(await this.repository.changesInCohorts(cohortIds));
    const records = await this.repository.recordsOfDays(ids);
    const present = [...people, ...records].map((each) => each.enrolmentId);
    const makeUps = await this.repository.makeUpsOf([...new Set(present)], ids);
    const alternatives = await this.makeUpRows.ofDays(ids);
    const first = await this.repository.firstRecords(ids);
    const firstRecordedAt = new Map(
      first.map((row) => [personHalfDay(row.enrolmentId, row), row.recordedAt]),
    );
    const dayOf = new Map(days.map((day) => [day.id, day]));
    return ids.map((id) => {
      const day = dayOf.get(id);
      if (day === undefined) return [];
      return sheetLines(
        day,
        membersOn(day, people),
        records.filter((record) => record.courseDayId === id),
        {
          makeUps: makeUps.filter((row) => row.makesUp.courseDayId === id),
          alternatives: alternatives.filter((row) => row.courseDayId === id),
          firstRecordedAt,
        },
      );
    });
  }
}
