import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { EngagementModule } from '../engagement/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { ProviderModule } from '../provider/index.js';
import { CohortFields, CourseDayFields, CourseHalfDayFields } from './cohort.fields.js';
import {
  CohortLoader,
  CourseDayLoader,
  CourseDaysLoader,
  KnownCohortLoader,
  KnownCourseDayLoader,
} from './cohort.loader.js';
import { CohortRepository } from './cohort.repository.js';
import { CohortResolver } from './cohort.resolver.js';
import { CohortService } from './cohort.service.js';
import { CourseDayRepository } from './course-day.repository.js';
import { CourseDayService } from './course-day.service.js';

@Module({
  imports: [EngagementModule, MunicipalityModule, ProgrammeModule, ProviderModule],
  providers: [
    CohortRepository,
    CourseDayRepository,
    CohortService,
    CourseDayService,
    CohortLoader,
    CourseDayLoader,
    CourseDaysLoader,
    KnownCohortLoader,
    KnownCourseDayLoader,
    CohortResolver,
    CohortFields,
    CourseDayFields,
    CourseHalfDayFields,
  ],
  exports: [
    CohortRepository,
    CohortService,
    CourseDayService,
    CourseDayRepository,
    CohortLoader,
    CourseDayLoader,
    KnownCourseDayLoader,
  ],
})
export class CohortModule {
  constructor(nodes: NodeRegistry, cohorts: CohortLoader, days: CourseDayLoader) {
    nodes.register('coh', async (context, id) => cohorts.load(context, id));
    nodes.register('day', async (context, id) => days.load(context, id));
  }
}
