import type { ErrorOf } from '@/components/ui/action-form';
import { SelectField, TextAreaField, TextField } from '@/components/ui/field';
import { type ActionAnswer, actionPriorities } from '@/lib/actions/schema';
import { choices, statusShown, typeMeaning, typeShown } from './action-words';
import classes from './edit-action.module.css';

/** Id of the page's list of people who can be named as owners. */
export const peopleListId = 'action-people';

/** The fields of an action item's form; without an item those of a new one. */
export function ActionFields({ item, errorOf }: { item: ActionAnswer | null; errorOf: ErrorOf }) {
  return (
    <>
      <TextAreaField
        label="Action"
        name="text"
        rows={2}
        defaultValue={item?.text ?? ''}
        maxLength={500}
        required
        help="A verb and what will be different once it is done."
        error={errorOf('text')}
      />
      <div className={classes.pair}>
        <TextField
          label="Owner"
          name="owner"
          list={peopleListId}
          defaultValue={item?.owner ?? ''}
          maxLength={255}
          autoComplete="off"
          spellCheck={false}
          help="Address of an account, or a name such as @dev-team. Empty: nobody yet."
          error={errorOf('owner')}
        />
        <TextField
          label="Due"
          name="due_on"
          type="date"
          defaultValue={item?.due_on ?? ''}
          help="The day itself is still in time, in UTC."
          error={errorOf('due_on')}
        />
        <SelectField
          label="Type"
          name="type"
          defaultValue={item?.type ?? 'prevent'}
          options={choices(typeShown)}
          help={typeMeaning}
          error={errorOf('type')}
        />
        <SelectField
          label="Priority"
          name="priority"
          defaultValue={item?.priority ?? 'P2'}
          options={actionPriorities.map((value) => ({ value, label: value }))}
          help="P1 first."
          error={errorOf('priority')}
        />
        <SelectField
          label="Status"
          name="status"
          defaultValue={item?.status ?? 'open'}
          options={choices(statusShown)}
          error={errorOf('status')}
        />
        <TextField
          label="Issue"
          name="issue_url"
          type="url"
          defaultValue={item?.issue_url ?? ''}
          maxLength={2048}
          autoComplete="off"
          placeholder="https://"
          error={errorOf('issue_url')}
        />
      </div>
    </>
  );
}
