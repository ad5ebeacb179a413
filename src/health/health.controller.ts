import { Controller, Get, Header, Logger } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { ReadinessProbe } from './readiness.js';

/** Answers whoever watches over the server: is the process alive, and may it be sent requests? */
@Controller('health')
export class HealthController {
  private readonly logger = new Logger(HealthController.name);

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly probe: ReadinessProbe,
  ) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 503 when the probe refuses or fails; what went wrong goes to the log and not to the outside. */
  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    const storage = this.indicators.check('storage');
    return this.health.check([async () => ((await this.isReady()) ? storage.up() : storage.down())]);
  }

  private async isReady(): Promise<boolean> {
    try {
      return await this.probe.check();
    } catch (error) {
      this.logger.error(error);
      return false;
    }
  }
}
