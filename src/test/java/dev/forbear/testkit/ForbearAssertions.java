package dev.forbear.testkit;

/** The door to the assertions on tasks. */
public final class ForbearAssertions {

    private ForbearAssertions() {}

    public static TaskAssert assertThat(TestTask task) {
        return new TaskAssert(task);
    }
}
