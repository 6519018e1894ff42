'use client';

import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { TextAreaField, TextField } from '@/components/ui/field';
import type { ActionResult } from '@/lib/server/action';
import type { Meaning, SeverityMap, SourceAnswer } from '@/lib/sources/schema';

type Fields = {
  id: string;
  name: string;
  severities: SeverityMap;
  default_service: string | null;
  default_environment: string;
};
type EditSourceProps = { source: SourceAnswer; edit: (input: Fields) => Promise<ActionResult<unknown>> };

const written = (map: SeverityMap) =>
  Object.entries(map)
    .map(([word, meaning]) => `${word} = ${meaning}`)
    .join('\n');

/** 'critical = SEV1', a line each. A meaning that is none is refused where it is saved, which says so at this field. */
function parsed(text: string): SeverityMap {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const [word = '', given = ''] = line.split('=').map((part) => part.trim());
      return [word, asMeaning(given)];
    }),
  );
}

/** As somebody typed it: the server alone knows whether it is one. */
const asMeaning = (given: string) => (/^attach$/i.test(given) ? 'attach' : given.toUpperCase()) as Meaning;

/** What a source's words mean here, and where its alerts belong that do not say. */
export function EditSource({ source, edit }: EditSourceProps) {
  return (
    <DialogButton label="Edit source" title={`Edit ${source.name}`} widthPx={520}>
      {(close) => (
        <ActionForm
          wide
          submit="Save source"
          onCancel={close}
          onDone={close}
          onSubmit={(form) =>
            edit({
              id: source.id,
              name: String(form.get('name')),
              severities: parsed(String(form.get('severities'))),
              default_service: String(form.get('default_service')).trim() || null,
              default_environment: String(form.get('default_environment')),
            })
          }
        >
          {(errorOf) => (
            <>
              <TextField
                label="Name"
                name="name"
                defaultValue={source.name}
                maxLength={100}
                autoComplete="off"
                error={errorOf('name')}
              />
              <TextAreaField
                label="What its words mean"
                name="severities"
                defaultValue={written(source.severities)}
                placeholder={'critical = SEV1\nwarning = SEV3\ninfo = attach'}
                help="A line for each word of its severity: SEV1, SEV2, SEV3, or attach for alerts that open nothing by themselves. Other words keep their usual meaning."
                error={errorOf('severities')}
              />
              <TextField
                label="Service of alerts that name none"
                name="default_service"
                defaultValue={source.default_service ?? ''}
                maxLength={63}
                autoComplete="off"
                help="Empty: such alerts open an incident without a service."
                error={errorOf('default_service')}
              />
              <TextField
                label="Environment of alerts that name none"
                name="default_environment"
                defaultValue={source.default_environment}
                maxLength={63}
                autoComplete="off"
                error={errorOf('default_environment')}
              />
            </>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}
