package dev.forbear.store;

import dev.forbear.task.Task;

/**
 * A task as it is stored.
 *
 * @param id its number, never given twice
 * @param epoch how often it was claimed: the fencing token
 */
record Row(long id, long epoch, Task task) {

    Row with(Task moved) {
        return new Row(id, epoch, moved);
    }

    Row claimed(Task moved) {
        return new Row(id, epoch + 1, moved);
    }
}
