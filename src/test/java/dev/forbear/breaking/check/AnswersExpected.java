package dev.forbear.breaking.check;

import java.util.List;

/** The API takes what it is sent, or says that the task's state or its own store does not allow. */
final class AnswersExpected implements Check {

    private static final int NOBODY = 0;
    private static final int CONFLICT = 409;

    @Override
    public List<String> violations(Story story) {
        return story.of(Fact.Refused.class)
                .filter(refused -> refused.status() != CONFLICT && refused.status() != NOBODY)
                .map(refused -> "answered " + refused)
                .toList();
    }
}
