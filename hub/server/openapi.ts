import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { z, type ZodType } from 'zod';
import { hubError } from '../../shared/contract/hub/index.ts';

interface Operation {
  readonly summary: string;
  readonly body?: ZodType;
  readonly answer?: ZodType;
  /** Needs no token. */
  readonly open?: boolean;
}

const toJson = (schema: ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
};

/** A route's part of the OpenAPI document, from the schemas by which it is checked. */
export function describe({ summary, body, answer, open = false }: Operation): Record<string, unknown> {
  return {
    summary,
    ...(body ? { body: toJson(body, 'input') } : {}),
    ...(answer ? { response: { 200: toJson(answer, 'output'), '4xx': toJson(hubError, 'output') } } : {}),
    security: open ? [] : [{ token: [] }],
  };
}

/** Collects what the routes say of themselves. Bodies are checked by the contract itself, not by these copies of it. */
export async function addOpenApi(app: FastifyInstance, version: string): Promise<void> {
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Packline hub', version },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
  });
}
