export {
  CourseDayCancelInput,
  CourseDayCancelPayload,
  CourseDayCancelResult,
  CourseDayRescheduleInput,
  CourseDayReschedulePayload,
  CourseDayRescheduleResult,
} from './dto/cohort.inputs.js';
export { Cohort, CourseDay, CourseHalfDay, DayPart } from './dto/cohort.model.js';
export {
  CohortLoader,
  KnownCourseDayLoader,
  halfDayId,
  readHalfDayId,
  toCourseDay,
  toHalfDay,
} from './cohort.loader.js';
export { CohortModule } from './cohort.module.js';
export { CohortRepository, type CohortRow } from './cohort.repository.js';
export { CohortService } from './cohort.service.js';
export { CourseDayRepository, type CourseDayRow } from './course-day.repository.js';
export { CourseDayService } from './course-day.service.js';
