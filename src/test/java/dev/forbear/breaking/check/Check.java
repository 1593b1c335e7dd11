package dev.forbear.breaking.check;

import java.util.List;

/** Something that must be true of each run, whatever was broken. */
interface Check {

    /** What is wrong, a sentence each; empty if all is well. */
    List<String> violations(Story story);
}
