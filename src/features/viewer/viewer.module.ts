import { Module } from '@nestjs/common';
import { PersonModule } from '../person/index.js';
import { ViewerResolver } from './viewer.resolver.js';

@Module({ imports: [PersonModule], providers: [ViewerResolver] })
export class ViewerModule {}
